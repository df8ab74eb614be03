/** Owns the headers that keep a browser from doing more with our pages than it should. */

const policyOf = (tileOrigins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // The screens' component library sets styles on elements; scripts stay strict.
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob:", ...tileOrigins].join(' '),
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')

/** Headers of every answer. `secure`: the server speaks TLS; `tileOrigins`: whose pictures the map may show. */
export function securityHeaders(secure: boolean, tileOrigins: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': policyOf(tileOrigins),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not `no-referrer`: a form's Origin would then be `null`, and be refused.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
