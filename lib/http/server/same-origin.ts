import 'server-only'

export type RequestHeaders = { get: (name: string) => string | null }

/**
 * Whether a request that changes something comes from a page of this console. Browsers send Origin with every such
 * request: a missing or `null` one is no page of ours (Next itself lets a missing one pass, and believes
 * X-Forwarded-Host). Sec-Fetch-Site must agree where it is sent at all.
 */
export function isSameOrigin(headers: RequestHeaders, publicOrigin: string): boolean {
  const site = headers.get('sec-fetch-site')
  return headers.get('origin') === publicOrigin && (site === null || site === 'same-origin')
}
