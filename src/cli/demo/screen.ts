interface Terminal {
  write(text: string): unknown;
}

/** Draws pictures of several lines on a terminal, each over the one before. */
export function createScreen(terminal: Terminal): (picture: string) => void {
  let height = 0;
  return (picture) => {
    const lines = picture.split('\n');
    const up = height === 0 ? '' : `\u001b[${height}A`;
    terminal.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`);
    height = lines.length;
  };
}
