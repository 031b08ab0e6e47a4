import 'server-only'

/**
 * The Content-Security-Policy of every page (CSP Level 3). Scripts run by nonce alone, and what they load runs with
 * them ('strict-dynamic'); nothing frames us, nothing we hold is posted elsewhere. Style *attributes* stay allowed:
 * rows of a virtual list and the scroll lock of dialogs are placed by them. React's development build needs eval.
 */
export function contentSecurityPolicy(options: { nonce: string; isHttps: boolean; isDevelopment: boolean }): string {
  const nonce = `'nonce-${options.nonce}'`
  const directives = [
    `default-src 'none'`,
    `script-src ${nonce} 'strict-dynamic'${options.isDevelopment ? ` 'unsafe-eval'` : ''}`,
    `style-src 'self' ${nonce}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
    ...(options.isHttps ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}

/**
 * The other headers of every answer. HSTS (RFC 6797) only where the public URL is https, and for this host alone: what
 * runs on its subdomains is not ours to decide.
 */
export function securityHeaders({ isHttps }: { isHttps: boolean }): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not no-referrer: with it browsers send `Origin: null` on our own forms (Fetch, "append a request Origin header").
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(isHttps && { 'strict-transport-security': 'max-age=63072000' }),
  }
}

/** 128 bits, fresh for every page. */
export function newNonce(randomBytes: (size: number) => Buffer): string {
  return randomBytes(16).toString('base64')
}
