const BETWEEN = ','

/** Several values of one condition as they stand in one field of a form. */
export function joinSeveral(values: readonly string[] = []): string {
  return values.join(BETWEEN)
}

/** The values in such a field. */
export function splitSeveral(field: string): string[] {
  return field.split(BETWEEN).filter((value) => value !== '')
}

/** The values of one condition in an address: one by one, or as a form has sent its field by itself. */
export function valuesOf(params: URLSearchParams, name: string): string[] {
  return params.getAll(name).flatMap(splitSeveral)
}
