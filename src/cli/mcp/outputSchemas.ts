const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;

const piece = {
  type: 'object',
  properties: {
    path: text,
    startLine: whole,
    endLine: whole,
    symbol: text,
    language: text,
    relevance: { type: 'number', description: '0 to 1: the chance that it answers, of similar code how alike it is; absent where that is not known.' },
    code: { type: 'string', description: 'From startLine on; cut at the end where it is too long.' },
    codeEndLine: { type: 'integer', description: 'Last line in code.' },
  },
  required: ['path', 'startLine', 'endLine', 'language', 'code', 'codeEndLine'],
} as const;

/** An AgentAnswer as JSON Schema. */
export const answerSchema = {
  type: 'object',
  properties: {
    isAnswered: { type: 'boolean', description: 'Whether anything here seems to answer; the results are the nearest places in any case.' },
    filesSearched: whole,
    notices: { type: 'array', items: text },
    results: { type: 'array', items: piece },
  },
  required: ['filesSearched', 'notices', 'results'],
} as const;

/** A FileLines as JSON Schema. */
export const linesSchema = {
  type: 'object',
  properties: { path: text, startLine: whole, endLine: whole, lineCount: { type: 'integer', description: 'Lines of the whole file.' }, code: text },
  required: ['path', 'startLine', 'endLine', 'lineCount', 'code'],
} as const;
