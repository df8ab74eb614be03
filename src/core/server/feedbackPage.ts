/** Owns the feedback page as HTML: a form that needs no script, in light and dark, on any screen. */
import { createHash } from 'node:crypto'
import type { RatingScale } from '../../shared/vocabulary.ts'

export const TEXT_CHARACTERS_MAX = 4_000

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1b1e; --paper: #ffffff; --quiet: #5c5f66; --line: #868e96; --act: #1864ab; --bad: #c92a2a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1f3f5; --paper: #1a1b1e; --quiet: #ced4da; --line: #909296; --act: #74c0fc; --bad: #ffa8a8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
form { display: grid; gap: 1.25rem; }
fieldset { border: 0; margin: 0; padding: 0; }
legend, label.text { font-weight: 600; padding: 0; margin-bottom: 0.5rem; display: block; }
.choices { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.choices label { display: flex; align-items: center; justify-content: center; gap: 0.5rem; min-width: 3rem; min-height: 3rem;
  padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; cursor: pointer; }
.choices input { width: 1.25rem; height: 1.25rem; accent-color: var(--act); margin: 0; }
.choices label:focus-within, textarea:focus-visible, button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.ends { display: flex; justify-content: space-between; color: var(--quiet); font-size: 0.9375rem; }
.quiet { color: var(--quiet); font-size: 0.9375rem; }
textarea { width: 100%; min-height: 8rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: 0.5rem; padding: 0.5rem; }
button { font: inherit; font-weight: 600; min-height: 3rem; padding: 0.5rem 1.5rem; border: 0; border-radius: 0.5rem;
  background: var(--act); color: var(--paper); cursor: pointer; justify-self: start; }
[role=alert] { color: var(--bad); font-weight: 600; }
`

/** The page's own policy: nothing but its one style sheet, named by its hash, and its form. */
export const FEEDBACK_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Question {
  legend: string
  from: number
  until: number
  least: string
  most: string
}

const QUESTIONS: Record<RatingScale, Question> = {
  stars: { legend: 'How was your order? 1 to 5 stars', from: 1, until: 5, least: 'Bad', most: 'Excellent' },
  csat: {
    legend: 'How satisfied are you with your order?',
    from: 1,
    until: 5,
    least: 'Not at all',
    most: 'Very',
  },
  nps: {
    legend: 'How likely are you to recommend us to a friend?',
    from: 0,
    until: 10,
    least: 'Not likely',
    most: 'Very likely',
  },
}

/** Ratings that the scale has. */
export const ratingsOf = (scale: RatingScale): { from: number; until: number } => QUESTIONS[scale]

export interface FormState {
  order: string
  scale: RatingScale
  rating: number | null
  text: string
  problem: string | null
}

/** The form; what was filled in stays where it has to be filled in again. */
export function formPage({ order, scale, rating, text, problem }: FormState): string {
  const { legend, from, until, least, most } = QUESTIONS[scale]
  const choices = Array.from({ length: until - from + 1 }, (_, place) => from + place).map(
    (value) =>
      `<label><input type="radio" name="rating" value="${value}" required${value === rating ? ' checked' : ''}> ${value}</label>`,
  )
  return page(
    'Tell us how it was',
    `${problem === null ? '' : `<p role="alert">${escaped(problem)}</p>`}
<p class="quiet">Order ${escaped(shown(order))}</p>
<form method="post">
<fieldset aria-describedby="ends">
<legend>${legend}</legend>
<div class="choices">
${choices.join('\n')}
</div>
<div class="ends" id="ends"><span>${from}: ${least}</span><span>${until}: ${most}</span></div>
</fieldset>
<div>
<label class="text" for="text">Anything you want to add? (optional)</label>
<textarea id="text" name="text" maxlength="${TEXT_CHARACTERS_MAX}" aria-describedby="about-text">${escaped(text)}</textarea>
<p class="quiet" id="about-text">Please write no names, addresses or card numbers.</p>
</div>
<button type="submit">Send</button>
</form>`,
  )
}

export function thanksPage(): string {
  return page('Thank you', '<p>Your answer has been kept. To change it, open the link again.</p>')
}

/** @param sentence one of our own, never what a visitor wrote */
export function problemPage(title: string, sentence: string): string {
  return page(title, `<p role="alert">${escaped(sentence)}</p>`)
}

/** An order as its customer knows it: without the scheme before it. */
const shown = (order: string) => order.slice(order.lastIndexOf(':') + 1) || order

const escaped = (text: string) =>
  text.replaceAll(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  )

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`
}
