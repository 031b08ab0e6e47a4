'use client'
import { setNonce } from 'get-nonce'

/**
 * Lets the dialog's scroll lock add its style element under the page's content security policy. A dialog that is loaded
 * later may bring its own copy of get-nonce, in which nothing was ever set: that one looks for the global.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (nonce !== undefined) {
    setNonce(nonce)
    Reflect.set(globalThis, '__webpack_nonce__', nonce)
  }
  return null
}
