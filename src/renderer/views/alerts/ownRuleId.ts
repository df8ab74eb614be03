/** Owns the id of a user's own rule, made from its title. */

const MOST = 64

/** `own:late-and-dear` for “Late & dear”; null where nothing of the title can stand in an id. */
export function ownRuleId(title: string): string | null {
  const slug = title
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MOST)
    .replaceAll(/^-+|-+$/g, '')
  return slug ? `own:${slug}` : null
}
