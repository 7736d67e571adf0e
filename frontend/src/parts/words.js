// Sentences of the scripts in the language of the page: the server sends them beside the page,
// English stands here. As in Python: _("{name} was saved", { name }), n_("{number} change", …).

const spoken = globalThis.spoken ?? { form: (n) => Number(n !== 1), words: {} };

const filled = (said, gaps) => said.replace(/{(\w+)}/g, (gap, name) => gaps[name] ?? gap);

export const _ = (message, gaps = {}) => filled(spoken.words[message] || message, gaps);

export function n_(one, many, number, gaps = {}) {
  const form = spoken.form(number);
  const said = spoken.words[one]?.[form] || (number === 1 ? one : many);
  return filled(said, { number, ...gaps });
}
