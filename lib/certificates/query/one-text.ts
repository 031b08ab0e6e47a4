/** A PEM, or what `openssl x509 -text` prints: their colons and parentheses say nothing here. */
export function isOneText(text: string): boolean {
  return text.includes('-----BEGIN') || (text.includes('Certificate:') && text.includes('Serial Number:'))
}
