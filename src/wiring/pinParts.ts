import type { ExtensionContext } from 'vscode';
import type { Logger } from '../engine/types.ts';
import type { Highlights } from '../vscode/highlights.ts';
import { Landing } from '../vscode/landing.ts';
import { PinFollower } from '../vscode/pinFollower.ts';
import { PinStore } from '../vscode/pinStore.ts';
import { PinsView } from '../vscode/pinsView.ts';

/** The pins of this workspace, and what shows and follows them. */
export interface PinParts {
  readonly pins: PinStore;
  readonly pinsView: PinsView;
  dispose(): void;
}

export function createPinParts(context: ExtensionContext, highlights: Highlights, log: Logger): PinParts {
  const pins = new PinStore(context.workspaceState);
  const follower = new PinFollower(pins, log);
  const pinsView = new PinsView(pins, () => follower.checkAll());
  const landing = new Landing((document) => pinsView.targetsIn(document), highlights);
  return {
    pins,
    pinsView,
    dispose: () => {
      for (const part of [landing, follower, pinsView, pins]) part.dispose();
    },
  };
}
