import type { Logger } from '../engine/types.ts';
import { Highlights } from '../vscode/highlights.ts';
import { Landing } from '../vscode/landing.ts';
import { ResultMarks } from '../vscode/resultMarks.ts';
import { ResultOpener } from '../vscode/resultOpener.ts';
import type { ResultsView } from '../vscode/resultsView.ts';
import { WhyHover } from '../vscode/whyHover.ts';

/** What leads from rows to code, and what the code shows of them. */
export interface ResultParts {
  readonly opener: ResultOpener;
  readonly highlights: Highlights;
  dispose(): void;
}

export function createResultParts(view: ResultsView, log: Logger): ResultParts {
  const highlights = new Highlights();
  const marks = new ResultMarks(view);
  const opener = new ResultOpener(view, (row) => marks.linesOf(row), log);
  const ended = marks.onDidChange(() => {
    if (marks.isEmpty) highlights.clear();
  });
  const owned = [ended, opener, new WhyHover(marks), new Landing((document) => marks.targetsIn(document), highlights), marks, highlights];
  return {
    opener,
    highlights,
    dispose: () => {
      for (const part of owned) part.dispose();
    },
  };
}
