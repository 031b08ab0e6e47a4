/** A text in quotation marks: nothing in it is read as more than a text. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
