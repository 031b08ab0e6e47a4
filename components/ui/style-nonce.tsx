'use client'
import { setNonce } from 'get-nonce'

/** Lets the dialog's scroll lock add its style element under the page's content security policy. */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (nonce !== undefined) setNonce(nonce)
  return null
}
