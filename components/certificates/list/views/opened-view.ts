import { useEffect, useState } from 'react'
import type { SavedView } from '#lib/views/schema.ts'
import { viewParamsIn } from '#lib/views/params.ts'
import { filterIn } from '../address.ts'

/** The view that the address is, or the one that it was until something was changed; the whole list is a change of none. */
export type OpenedView = { readonly view: SavedView; readonly isChanged: boolean } | null

/** `here`: the address as a view would keep it. */
export function useOpenedView(views: readonly SavedView[], here: string): OpenedView {
  const [lastId, setLastId] = useState<string | null>(null)
  const backTo = useWayBack()
  const opened = openedAt(views, here, here === backTo ? null : lastId)
  const id = opened?.view.id ?? null
  if (id !== lastId) setLastId(id)
  return opened
}

export function openedAt(views: readonly SavedView[], here: string, lastId: string | null): OpenedView {
  const same = views.filter((view) => view.params === here)
  // Several may have one address: the one that was opened, then one's own.
  const view = same.find(({ id }) => id === lastId) ?? same.find(({ isMine }) => isMine) ?? same[0]
  if (view !== undefined) return { view, isChanged: false }
  const last = here === '' ? undefined : views.find(({ id }) => id === lastId)
  return last === undefined ? null : { view: last, isChanged: true }
}

/** The list that was last gone back or forward to: it is no change of the view that was left. It is drawn a moment later. */
function useWayBack(): string | null {
  const [backTo, setBackTo] = useState<string | null>(null)
  useEffect(() => {
    const onPopState = () => setBackTo(viewParamsIn(filterIn(new URLSearchParams(location.search))))
    window.addEventListener('popstate', onPopState)
    return () => window.removeEventListener('popstate', onPopState)
  }, [])
  return backTo
}
