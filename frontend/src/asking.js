// One request, and what its failure means: come again later (no signal, too much at once), or the
// city does not want it, and says why.

export class Later extends Error {
  constructor(retryAfterS) {
    super("later");
    this.retryAfterS = retryAfterS;
  }
}

export class Refusal extends Error {
  constructor(state, problem) {
    super(state);
    this.state = state;
    this.problem = problem;
  }
}

function secondsOf(header) {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

// Gives the JSON of a success.
export async function ask(url, options, withinMs) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), withinMs);
  let answer;
  let body;
  try {
    answer = await fetch(url, { ...options, signal: cut.signal, credentials: "same-origin" });
    body = await answer.text();
  } catch {
    throw new Later(0);
  } finally {
    clearTimeout(timer);
  }
  if (answer.ok) return JSON.parse(body);
  const { status } = answer;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new Later(secondsOf(answer.headers.get("Retry-After")));
  }
  let problem = { status };
  try {
    problem = { ...JSON.parse(body), status };
  } catch {
    // Not from us: a gateway on the way. The status has to say enough.
  }
  throw new Refusal(status === 401 ? "signed_out" : "refused", problem);
}
