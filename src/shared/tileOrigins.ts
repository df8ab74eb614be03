/** Owns from which origins map tiles may come: what counts as one, and what a content policy lets in. */

/** The origin in its normal form; null where the text is anything but one https origin. */
export function tileOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, pathname, search, hash, username, password, origin } = new URL(text)
  const isAlone = pathname === '/' && search === '' && hash === '' && username === '' && password === ''
  // A content policy would read an asterisk as any host, and a semicolon as its next rule.
  return protocol === 'https:' && isAlone && /^[a-z0-9.-]+$/.test(hostname) ? origin : null
}

/** Origins that an address template such as `https://{s}.tiles.example.com/{z}/{x}/{y}.png` asks; none for no address. */
export function originsOfTemplate(template: string): string[] {
  const hosts = template.includes('{s}') ? ['a', 'b', 'c'] : ['']
  const addresses = hosts.map((host) =>
    template
      .trim()
      .replaceAll('{s}', host)
      .replaceAll(/\{\w+\}/g, '0'),
  )
  return [...new Set(addresses.flatMap((each) => (URL.canParse(each) ? [new URL(each).origin] : [])))]
}

/** Those of the origins whose pictures the policy keeps out; a page without a policy keeps none out. */
export function refusedOrigins(policy: string | null, origins: readonly string[]): string[] {
  if (policy === null) return []
  const rules = policy.split(';').map((rule) => rule.trim().split(/\s+/))
  const sources = rules.find(([name]) => name === 'img-src') ?? []
  return origins.filter((origin) => !sources.includes(origin))
}
