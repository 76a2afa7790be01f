/** Names of sound files. */

/** Endings of files that are taken for sounds; whether they are WAV shows when they are read. */
const soundEndings = /\.(wav|wave|flac|mp3|ogg|oga|opus|m4a|aac|aif|aiff|aifc|wma|amr|au|snd|caf|mp2|ape|mka|weba)$/iu;

export function isSoundName(path: string): boolean {
  return soundEndings.test(path);
}
