/** Ids that package.json contributes and the code uses: a unit test compares the two. */

export const viewId = 'semanticSearch.results';

export const pinsViewId = 'semanticSearch.pins';

/** Questions to begin with. */
export const examplesViewId = 'semanticSearch.examples';

export const settingSection = 'semanticSearch';

export const commandIds = {
  search: 'semanticSearch.search',
  searchSelection: 'semanticSearch.searchSelection',
  recentSearches: 'semanticSearch.recentSearches',
  clearHistory: 'semanticSearch.clearHistory',
  findSimilar: 'semanticSearch.findSimilar',
  refresh: 'semanticSearch.refresh',
  cancel: 'semanticSearch.cancel',
  clear: 'semanticSearch.clear',
  openResult: 'semanticSearch.openResult',
  openToSide: 'semanticSearch.openToSide',
  peekResult: 'semanticSearch.peekResult',
  peekAll: 'semanticSearch.peekAll',
  nextResult: 'semanticSearch.nextResult',
  previousResult: 'semanticSearch.previousResult',
  copyResult: 'semanticSearch.copyResult',
  copyAll: 'semanticSearch.copyAll',
  copyAsMarkdown: 'semanticSearch.copyAsMarkdown',
  exportResults: 'semanticSearch.exportResults',
  openSearchEditor: 'semanticSearch.openSearchEditor',
  pinResult: 'semanticSearch.pinResult',
  openPinToSide: 'semanticSearch.openPinToSide',
  editPinNote: 'semanticSearch.editPinNote',
  copyPin: 'semanticSearch.copyPin',
  copyPinAsMarkdown: 'semanticSearch.copyPinAsMarkdown',
  exportPins: 'semanticSearch.exportPins',
  removePin: 'semanticSearch.removePin',
  removeAllPins: 'semanticSearch.removeAllPins',
  viewAsList: 'semanticSearch.viewAsList',
  viewAsTree: 'semanticSearch.viewAsTree',
  orderText: 'semanticSearch.orderText',
  orderReranked: 'semanticSearch.orderReranked',
  orderBlended: 'semanticSearch.orderBlended',
  filter: 'semanticSearch.filter',
  chooseScope: 'semanticSearch.chooseScope',
  searchInFolder: 'semanticSearch.searchInFolder',
  chooseTerms: 'semanticSearch.chooseTerms',
  showMore: 'semanticSearch.showMore',
  chooseModel: 'semanticSearch.chooseModel',
  downloadModel: 'semanticSearch.downloadModel',
  removeModel: 'semanticSearch.removeModel',
  importModel: 'semanticSearch.importModel',
  verifyModel: 'semanticSearch.verifyModel',
  calibrate: 'semanticSearch.calibrate',
  openModelFolder: 'semanticSearch.openModelFolder',
  setHubToken: 'semanticSearch.setHubToken',
  showDevices: 'semanticSearch.showDevices',
  copyDiagnostics: 'semanticSearch.copyDiagnostics',
  setEndpointKey: 'semanticSearch.setEndpointKey',
  openSettings: 'semanticSearch.openSettings',
  showLog: 'semanticSearch.showLog',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const contextKeys = {
  /** A query is shown in the view, whatever came of it. */
  hasQuery: 'semanticSearch.hasQuery',
  hasResults: 'semanticSearch.hasResults',
  isSearching: 'semanticSearch.isSearching',
  /** The last search ended without a result. */
  foundNothing: 'semanticSearch.foundNothing',
  /** 'tree' or 'list', as the setting. */
  view: 'semanticSearch.view',
  /** 'blended', 'reranked' or 'text', as the setting. */
  order: 'semanticSearch.order',
  /** More was found than is shown. */
  hasMore: 'semanticSearch.hasMore',
  /** There are pins in this workspace. */
  hasPins: 'semanticSearch.hasPins',
} as const;

/** Kinds of rows, for the `viewItem` of menus. */
export const rowContexts = {
  file: 'semanticSearch.file',
  result: 'semanticSearch.result',
  more: 'semanticSearch.more',
  pin: 'semanticSearch.pin',
  pinGroup: 'semanticSearch.pinGroup',
} as const;
