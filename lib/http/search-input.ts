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
