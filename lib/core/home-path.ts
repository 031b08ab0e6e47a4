/** By itself, for a page that can rely on nothing else: its one way on. */
export const homePath = '/'
