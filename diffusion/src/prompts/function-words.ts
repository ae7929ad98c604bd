/**
 * English words that hold a sentence together and name nothing that could be painted: articles, conjunctions,
 * prepositions, pronouns, auxiliaries. A model that doesn't know one of them misses nothing.
 */
export const functionWords: ReadonlySet<string> = new Set(
  `a about above across after against all also am among an and any are around as at be been before behind being below
  beneath beside besides between beyond both but by can could do does down during each either every for from get has
  have having he her here hers him his how i if in inside into is it its just like make made many may me more most much
  my near no nor not of off on one onto or our out outside over per please put she should show so some such than that
  the their them then there these they this those through to together too toward towards under until up upon us very
  was we were what when where which while who whose will with within without would you your`.split(/\s+/),
);
