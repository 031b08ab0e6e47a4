/** Written in the browser, read by the server, so that the first byte has the right columns and rows of the right height. */
export const columnsCookie = 'rescind-columns'
export const densityCookie = 'rescind-density'

export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

export function densityOf(cookie: string | undefined): Density {
  return densities.find((density) => density === cookie) ?? 'comfortable'
}
