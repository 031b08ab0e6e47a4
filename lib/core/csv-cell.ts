import { spellText } from './text.ts'

/**
 * A cell that no spreadsheet takes for a formula (those begin with = + - @, a tab or a line break; full-width forms
 * count too) and that stays on its line: characters that nobody sees are spelled out, as the console shows them.
 */
export function csvCell(text: string): string {
  const isFormula = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text)
  const inert = isFormula ? `'${spellText(text)}` : spellText(text)
  return /[",\r\n' ]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/**
 * The same for what is a text even where it is all digits: a spreadsheet would round a serial number, drop its leading
 * noughts, or take `12e7` for a number of eight digits.
 */
export function csvTextCell(text: string): string {
  return /^[\d.,]+(e[\d.,]+)?$/i.test(text) ? `"'${text}"` : csvCell(text)
}
