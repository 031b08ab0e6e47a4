/** Between the values of one condition where they stand in one field of a form. */
export const SEVERAL = ','

/** The values of one condition in an address: one by one, or as a field sends them that a form has sent by itself. */
export function valuesOf(params: URLSearchParams, name: string): string[] {
  return params
    .getAll(name)
    .flatMap((values) => values.split(SEVERAL))
    .filter((value) => value !== '')
}
