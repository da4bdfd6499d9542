/** `vscode.l10n.t`, given in, so that the sentences can be tested without an editor. Arguments fill {0}, {1}, ... */
export type Translate = (message: string, ...values: (string | number)[]) => string;
