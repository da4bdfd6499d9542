import type { ExtensionContext } from 'vscode';
import type { Logger } from '../engine/types.ts';
import type { Highlights } from '../vscode/highlights.ts';
import { Landing } from '../vscode/landing.ts';
import type { LateTree } from '../vscode/lateTree.ts';
import { PinFollower } from '../vscode/pinFollower.ts';
import { PinStore } from '../vscode/pinStore.ts';
import { type PinRow, PinsView } from '../vscode/pinsView.ts';

/** The pins of this workspace, and what shows and follows them. */
export interface PinParts {
  readonly pins: PinStore;
  readonly pinsView: PinsView;
  dispose(): void;
}

export function createPinParts(context: ExtensionContext, tree: LateTree<PinRow>, highlights: Highlights, log: Logger): PinParts {
  const pins = new PinStore(context.workspaceState);
  const follower = new PinFollower(pins, log);
  const pinsView = new PinsView(tree, pins, () => follower.checkAll());
  const landing = new Landing((document) => pinsView.targetsIn(document), highlights);
  return {
    pins,
    pinsView,
    dispose: () => {
      for (const part of [landing, follower, pinsView, pins]) part.dispose();
    },
  };
}
