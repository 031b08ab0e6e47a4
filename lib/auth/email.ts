/**
 * The rule of HTML for `<input type=email>` (WHATWG HTML, 4.10.5.1.5): what the browser's form takes, the server takes
 * too. It lets `admin@localhost` pass, and has no room for blanks, quotes or control characters.
 */
export const emailPattern =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

/** An address as it is stored and compared (lower case), or null when it is none. RFC 5321 allows 254 characters. */
export function emailOf(text: string): string | null {
  const email = text.trim().toLowerCase()
  return email.length <= 254 && emailPattern.test(email) ? email : null
}
