/** A sign of the syntax as ASCII: Chinese keyboards type it fullwidth (`：`, `（`), and quotation marks of their own. */
export function asciiOf(sign: string): string {
  if (sign === '“' || sign === '”') return '"'
  const code = sign.charCodeAt(0)
  return code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : sign
}

export function isBlank(sign: string): boolean {
  return /^\s/.test(sign)
}

/** A value of the syntax's own (a status, a number, a date) in one form. */
export function plain(value: string): string {
  return value.normalize('NFKC').trim().toLowerCase()
}
