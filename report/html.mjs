/*
 * html.mjs -- pieces of HTML that cannot be broken by what stands in a database
 */

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join('');
  if (value === null || value === undefined || value === false) return '';
  return String(value).replace(/[&<>"']/g, (c) => entities[c]);
}

/* html`...` -- a template whose values are escaped, unless they are markup */
export function html(parts, ...values) {
  return new Markup(String.raw({ raw: parts }, ...values.map(escaped)));
}

/* trusted -- markup that we or the chart library wrote */
export function trusted(text) {
  return new Markup(text);
}
