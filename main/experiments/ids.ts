/** Ids that sort by time, are short enough to type, and never repeat within a process. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 1 January 2024: six base-32 characters of seconds from here last until 2058. */
const epochSeconds = Date.UTC(2024, 0, 1) / 1000;
const timeCharacters = 6;
const randomCharacters = 4;
const randomLimit = 32 ** randomCharacters;

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let place = 0; place < length; place++) {
    text = (alphabet[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * A source of ids of ten characters: six of time in seconds, four random. Within one second, and when the clock
 * goes back, ids count on from the last one, so that their order stays the order of making.
 *
 * @param now milliseconds since 1970
 * @param random a number from 0 (included) to 1 (excluded)
 */
export function createIdSource(now: () => number, random: () => number): () => string {
  let lastSecond = -1;
  let lastRandom = 0;
  return () => {
    const second = Math.max(0, Math.floor(now() / 1000) - epochSeconds);
    if (second > lastSecond) {
      lastSecond = second;
      // The lower half leaves room to count on within the second.
      lastRandom = Math.floor((random() * randomLimit) / 2);
    } else {
      lastRandom += 1 + Math.floor(random() * 15);
      if (lastRandom >= randomLimit) {
        lastSecond += 1;
        lastRandom = Math.floor((random() * randomLimit) / 2);
      }
    }
    return base32(lastSecond, timeCharacters) + base32(lastRandom, randomCharacters);
  };
}
