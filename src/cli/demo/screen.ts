/** Where a live picture is drawn. */
export interface Screen {
  /** Replaces the picture drawn before. */
  draw(picture: string): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * On a terminal each picture is drawn over the last one. Elsewhere (a pipe, a log) there is nothing to draw over, so
 * only lines that are new are written, once each.
 */
export function createScreen(terminal: Terminal): Screen {
  return terminal.isTTY === true ? drawOver(terminal) : appendNew(terminal);
}

function drawOver(terminal: Terminal): Screen {
  let height = 0;
  return {
    draw(picture) {
      const lines = picture.split('\n');
      const up = height === 0 ? '' : `\u001b[${height}A`;
      terminal.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`);
      height = lines.length;
    },
  };
}

function appendNew(terminal: Terminal): Screen {
  const written = new Set<string>();
  return {
    draw(picture) {
      for (const line of picture.split('\n')) {
        if (line.trim() === '' || written.has(line)) continue;
        written.add(line);
        terminal.write(`${line}\n`);
      }
    },
  };
}
