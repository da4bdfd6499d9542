import { l10n, window } from 'vscode';

/** Asks whether the model in a folder may be loaded. @returns false also where the question was closed */
export async function confirmModelFolder(folder: string): Promise<boolean> {
  const load = l10n.t('Load');
  const detail = l10n.t('The setting semanticSearch.model names this folder. A model is a program for the runtime that reads it: load it only if you trust where it comes from. Otherwise the model of the extension does the work.');
  return (await window.showWarningMessage(l10n.t('Load the model in {0}?', folder), { modal: true, detail }, load)) === load;
}
