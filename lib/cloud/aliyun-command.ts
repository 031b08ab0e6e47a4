/**
 * The command line that does the same as one of our calls: for the operator who wants to do it by hand, or to see it
 * from elsewhere. Safe in a browser. The CLI's own tables know another version of the API, hence `--force` together
 * with `--version`; `--insecure` is its word for plain http.
 */
export function aliyunCommand(call: {
  readonly operation: string
  readonly endpoint: string
  readonly parameters: Readonly<Record<string, string>>
  readonly isPlainHttp?: boolean
}): string {
  const options = [['endpoint', call.endpoint], ['version', '2020-06-30'], ...Object.entries(call.parameters)].map(
    ([name = '', value = '']) => `--${quoteForShell(name)} ${quoteForShell(value)}`,
  )
  return [
    'aliyun cas',
    quoteForShell(call.operation),
    ...options,
    '--method POST',
    ...(call.isPlainHttp === true ? ['--insecure'] : []),
    '--force',
  ].join(' ')
}

/**
 * One word of a POSIX shell. In single quotes nothing is special but the quote itself. A pasted line break would end
 * the command in many terminals, quoted or not: control characters are written as `$'\n'` would have them.
 */
export function quoteForShell(word: string): string {
  if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) && !word.startsWith('-')) return word
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`
  return `$'${Array.from(word, escapeForShell).join('')}'`
}

function escapeForShell(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
