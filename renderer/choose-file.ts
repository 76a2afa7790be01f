/** Opens the system's file dialog; null when the person closes it. */
export async function chooseFile(endings: readonly string[]): Promise<File | null> {
  const [file = null] = await chooseFiles(endings, { several: false });
  return file;
}

/** The same for any number of files; none when the person closes it. */
export function chooseFiles(endings: readonly string[], { several = true } = {}): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = endings.join(',');
    input.multiple = several;
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
    });
    input.addEventListener('cancel', () => {
      resolve([]);
    });
    input.click();
  });
}
