/** Names of what package.json contributes for agents: a unit test compares the two. */

/** The language-model tool; the editor wants no dot in it. */
export const agentToolName = 'semanticSearch_search';

/** The provider of the MCP server. */
export const agentServerProviderId = 'semantic-search.server';
