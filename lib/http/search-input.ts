/**
 * The named query parameters as a plain object for a verb to parse: absent and empty ones are left out, of repeated
 * ones the first counts. Names that were not asked for are dropped.
 */
export function searchInput(searchParams: URLSearchParams, names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = searchParams.get(name)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** What Next hands a page for the query of its address. */
export type PageSearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>

/** The same as URLSearchParams, so that pages and routes read an address by one function. */
export function searchParamsOf(query: Awaited<PageSearchParams>): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) params.append(name, one)
  }
  return params
}
