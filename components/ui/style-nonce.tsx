'use client'
import { setNonce } from 'get-nonce'

/**
 * Lets the dialog's scroll lock add its style element under the page's content security policy. A dialog that is loaded
 * later may bring its own copy of get-nonce, in which nothing was ever set: that one looks for the global.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  const own = typeof document === 'undefined' ? nonce : (nonceOfDocument() ?? nonce)
  if (own !== undefined) {
    setNonce(own)
    Reflect.set(globalThis, '__webpack_nonce__', own)
  }
  return null
}

/** The policy stays the document's: a page that is navigated to, as after signing in, brings the nonce of its own answer. */
function nonceOfDocument(): string | undefined {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
}
