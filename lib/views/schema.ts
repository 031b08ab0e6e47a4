// Saved views: addresses of the list of certificates under a name, of one user alone or shared with everybody. This room
// owns the table `saved_views`. It refuses to know what a condition means: it keeps what the list itself can read.

export type SavedView = {
  id: string
  name: string
  isShared: boolean
  isMine: boolean
  /** The e-mail of whoever saved it. */
  owner: string
  /** The query of its address, in the order in which the list writes it; empty for the whole list. */
  params: string
  /** Whether the reader may take it away: the owner, and for shared ones whoever looks after them. */
  mayDelete: boolean
}

/** As on the list: exact up to 10,000. Null where the list cannot read the view any more. */
export type ViewCount = { total: number; totalIsLowerBound: boolean } | null

/** GET `/api/views`. */
export type SavedViews = {
  views: SavedView[]
  /** Only when asked for, by id. */
  counts?: Record<string, ViewCount>
}

export const MAX_VIEW_NAME = 80
export const MAX_VIEWS = 100
