/** How everything that was read is named in the query cache: one place, so that frames find it. */

export const keys = {
  /** Every list of assets, whatever its filters; give it to `setQueriesData`. */
  allAssets: ['assets'] as const,
  assets: (filters: object) => ['assets', filters] as const,
  foundAssets: (words: string) => ['assets found', words] as const,
  /** Everything that was read of single assets. */
  allSingleAssets: ['asset'] as const,
  asset: (assetId: string) => ['asset', assetId] as const,
  holders: (assetId: string) => ['asset', assetId, 'assignments'] as const,
  conversion: (assetId: string) => ['asset', assetId, 'conversion'] as const,
  allUsers: ['users'] as const,
  users: (query: string) => ['users', query] as const,
  /** Everything that was read of single users, histories included. */
  allSingleUsers: ['user'] as const,
  user: (userId: string) => ['user', userId] as const,
  /** Every page of a user's history, whatever its filters. */
  allHistory: (userId: string) => ['user', userId, 'history'] as const,
  history: (userId: string, filters: object) => ['user', userId, 'history', filters] as const,
  allBulks: ['bulk'] as const,
  bulk: (bulkId: string) => ['bulk', bulkId] as const,
  /** Ids of the bulks by which an asset was given while somebody watched. */
  bulksOf: (assetId: string) => ['bulks', assetId] as const,
};

/** Whether a key is that of the holders of any asset. */
export function isHolders([of, , what]: readonly unknown[]): boolean {
  return of === 'asset' && what === 'assignments';
}
