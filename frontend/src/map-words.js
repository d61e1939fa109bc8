// A junction of the map in words, as the server gave them: for its link and for the card beside it.

const put = (sentence, places) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => places[name] ?? "");

export function inWords({ name, state }, words) {
  const level = state.level ? `${state.level} (${words.levels[state.level]})` : words.unknown;
  return [
    name,
    level,
    words.modes[state.mode],
    ...(state.delay_s == null ? [] : [put(words.delay, { n: state.delay_s })]),
    ...fullest(state.density ?? {}, words),
    ...(state.is_stale && state.mode ? [words.stale] : []),
    ...(state.silent?.length ? [put(words.silent, { n: state.silent.length })] : []),
    ...(state.passing ? [words.passing[state.passing]] : []),
    ...(state.hold ? [put(words.held, { reason: state.hold.reason })] : []),
    ...(state.obstacles ?? []).map((one) => put(words.obstacle, { street: one.street || one.approach })),
  ].filter(Boolean);
}

// The roads that are dense or full, of those that lead to the junction.
function fullest(density, words) {
  return Object.entries(density)
    .filter(([, one]) => one === "dense" || one === "full")
    .map(([approach, one]) => put(words.density, { street: words.streets[approach] ?? approach, word: words.densities[one] }));
}

// What the pointer or the focus is on. The link says the same, so this is only to be seen.
export function card(holder) {
  const box = document.createElement("div");
  box.className = "map-card";
  box.setAttribute("aria-hidden", "true");
  box.hidden = true;
  holder.append(box);
  return {
    hide: () => { box.hidden = true; },
    show: (junction, words) => {
      const [name, ...lines] = inWords(junction, words);
      const head = document.createElement("b");
      head.textContent = name;
      const rest = lines.map((line) => {
        const row = document.createElement("span");
        row.textContent = line;
        return row;
      });
      box.replaceChildren(head, ...rest);
      box.hidden = false;
    },
  };
}
