import { StringDecoder } from 'node:string_decoder';
import { LONGEST_LINE } from '../../util/line-cutter.ts';
import type { LogRecord } from '../port/engine-answers.ts';
import { tooLong } from '../refusals/engine-error.ts';
import { FRAME, frameHeader, HEADER, noFrame } from './frame-header.ts';

/**
 * Takes chunks of a log and returns complete lines. What a program writes without any line end is cut into lines of at least
 * `LONGEST_LINE` bytes, as nobody has the memory to wait for its end.
 */
export interface LogReader {
  push(chunk: Buffer): readonly LogRecord[];
  /** The last line, if it has no line end. Error: EngineError when the log ends in the middle of a frame. */
  end(): readonly LogRecord[];
  /** The engine's error while it read the log. */
  readonly failure: string | undefined;
}

type Stream = LogRecord['stream'];

/**
 * Reads a log with timestamps of a container without a terminal.
 *
 * Shape:  frames of 8 bytes (stream, three zeros, length as a big-endian 32 bit number) and that many bytes. Each
 *         frame is one piece of a line: `time text`, with a line end when it is the last piece. The engine cuts lines
 *         at 16 KiB and gives each piece a time; pieces of both streams may alternate, and a chunk ends anywhere.
 * Source: Docker Engine API v1.45, `POST /containers/{id}/attach`, "Stream format".
 */
export function frameReader(): LogReader {
  let rest: Buffer = Buffer.alloc(0);
  const open = new Map<Stream, Line>();
  let failure: string | undefined;
  return {
    get failure() {
      return failure;
    },
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const records: LogRecord[] = [];
      let offset = 0;
      while (rest.length - offset >= HEADER) {
        const { kind, length } = frameHeader(rest, offset);
        if (length > LONGEST_FRAME) throw tooLong('a frame of a log', LONGEST_FRAME);
        const end = offset + HEADER + length;
        if (end > rest.length) break;
        const payload = rest.subarray(offset + HEADER, end);
        if (kind === FRAME.systemError) failure = payload.toString('utf8').trim();
        else addPiece(kind === FRAME.stderr ? 'stderr' : 'stdout', payload, open, records);
        offset = end;
      }
      rest = rest.subarray(offset);
      return records;
    },
    end() {
      if (rest.length > 0) throw noFrame(rest);
      return [...open].map(([stream, line]) => recordOf(stream, line));
    },
  };
}

interface Line {
  readonly time: string;
  readonly pieces: Buffer[];
  bytes: number;
}

/** A frame holds one piece, except on engines that join whole lines in one frame. */
function addPiece(stream: Stream, payload: Buffer, open: Map<Stream, Line>, records: LogRecord[]): void {
  let start = 0;
  while (start < payload.length) {
    const newline = payload.indexOf(NEWLINE, start);
    const piece = payload.subarray(start, newline < 0 ? payload.length : newline);
    start = newline < 0 ? payload.length : newline + 1;
    const { time, text } = splitTime(piece);
    const line = open.get(stream) ?? { time, pieces: [], bytes: 0 };
    line.pieces.push(text);
    line.bytes += text.length;
    if (newline < 0 && line.bytes < LONGEST_LINE) open.set(stream, line);
    else {
      records.push(recordOf(stream, line));
      open.delete(stream);
    }
  }
}

/**
 * Reads a log with timestamps of a container with a terminal: lines without frames, all of them stdout.
 * A line longer than 16 KiB has another time in its middle; only its position distinguishes it from text.
 */
export function terminalReader(): LogReader {
  const decoder = new StringDecoder('latin1'); // one character for each byte until the line is whole
  let rest = '';
  return {
    failure: undefined,
    push(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      const records = lines.map((line) => joined(piecesOf(line)));
      if (rest.length >= LONGEST_LINE) {
        const pieces = piecesOf(rest);
        // The last piece may have come in part, and the next one begins with a time.
        const last = pieces.length > 1 ? pieces.pop() : undefined;
        rest = last ? `${last.time === '' ? '' : `${last.time} `}${last.text.toString('latin1')}` : '';
        records.push(joined(pieces));
      }
      return records;
    },
    end: () => (rest === '' ? [] : [joined(piecesOf(rest))]),
  };
}

/** The pieces of a line of a terminal: each has a time, and all but the last have the length of the longest. */
function piecesOf(bytes: string): Piece[] {
  const pieces: Piece[] = [];
  let piece = splitTime(Buffer.from(bytes, 'latin1'));
  while (piece.text.length > LONGEST_PIECE) {
    const next = splitTime(piece.text.subarray(LONGEST_PIECE));
    if (next.time === '') break;
    pieces.push({ time: piece.time, text: piece.text.subarray(0, LONGEST_PIECE) });
    piece = next;
  }
  return [...pieces, piece];
}

const joined = (pieces: readonly Piece[]): LogRecord =>
  recordOf('stdout', { time: pieces[0]?.time ?? '', pieces: pieces.map(({ text }) => text) });

const NEWLINE = 0x0a;
const LONGEST_PIECE = 16 * 1024;
/** Docker's have one piece, and Podman's may have a whole line. */
const LONGEST_FRAME = 16 * 1024 * 1024;

interface Piece {
  /** Empty: it has none. */
  readonly time: string;
  readonly text: Buffer;
}

/** `2026-11-24T13:40:42.880918062Z text`; other engines give whole seconds or an offset. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) /;

function splitTime(piece: Buffer): Piece {
  const found = TIME.exec(piece.toString('latin1', 0, 40))?.[0];
  if (found === undefined) return { time: '', text: piece };
  return { time: found.slice(0, -1), text: piece.subarray(found.length) };
}

function recordOf(stream: Stream, line: Pick<Line, 'time' | 'pieces'>): LogRecord {
  const text = Buffer.concat(line.pieces).toString('utf8');
  return { stream, time: line.time, text: text.endsWith('\r') ? text.slice(0, -1) : text };
}
