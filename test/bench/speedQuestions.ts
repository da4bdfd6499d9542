/** Questions that any repository may be asked, for times: what they find differs, and that they find something is all that counts. */
export const speedQuestions = [
  'where is a failed request retried',
  'how are command line flags parsed',
  'close idle connections of the pool',
  'write log messages to a file',
  'cache entries expire after a time',
  'convert a date to a string',
  'read the configuration file',
  'check that the user may do this',
  'compare two version numbers',
  'escape special characters in a string',
  'cancel a running task',
  'which error is thrown when a file is missing',
] as const;

/** Asked first, and not counted: it starts threads and processes. */
export const warmUpQuestion = 'split a list into pieces';
