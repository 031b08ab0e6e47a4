/** How the timeline is shown. Written by its switch in the browser, read by the server, so that nothing changes on arrival. */
export const timelineViews = ['plot', 'table'] as const
export type TimelineView = (typeof timelineViews)[number]

export const timelineCookie = 'rescind-timeline'

export function timelineViewOf(cookie: string | undefined): TimelineView {
  return timelineViews.find((view) => view === cookie) ?? 'plot'
}
