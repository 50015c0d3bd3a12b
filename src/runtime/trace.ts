/**
 * OpenTelemetry traces, when OTEL_EXPORTER_OTLP_ENDPOINT says where to (OTLP over HTTP); otherwise nothing of it is
 * even loaded. A story is a trace: its id is the correlation, so a document's intake, what the workflows did about it
 * and each call of a partner stand together, whichever process did them and however late.
 *
 * Spans name connections, message types and handlers. References, addresses with a path and bodies are not in them:
 * they may hold personal data. OTEL_TRACES_SAMPLER_ARG (0 to 1) takes that share of the stories, whole.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributes, Context, Span as OtelSpan } from '@opentelemetry/api';

const LAST_WORDS_MS = 2000;
export type Attribute = string | number | boolean;
export interface Told {
  readonly name: string;
  readonly correlation: string;
  /** Epoch milliseconds; it ends now. */
  readonly started: number;
  readonly attributes: Readonly<Record<string, Attribute>>;
}
/** The attributes that are known when the work is done; `fault` marks the span as failed. */
export type Ending<T> = (result: T) => Readonly<Record<string, Attribute>>;

export interface Tracer {
  /** What was done for a story. */
  told(t: Told): void;
  /** Does it in a span of its own; calls on the way are its children. */
  around<T>(t: Omit<Told, 'started'>, work: () => Promise<T>, ending: Ending<T>): Promise<T>;
  /** A call on the way of `around`; outside of it, nobody's story. */
  call<T>(name: string, attributes: Told['attributes'], work: () => Promise<T>, ending: Ending<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openTracer(application: string, environment = process.env): Promise<Tracer | undefined> {
  const url = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ??
    environment['OTEL_EXPORTER_OTLP_ENDPOINT']?.replace(/\/*$/, '/v1/traces');
  if (!url) return undefined;
  const [{ trace, ROOT_CONTEXT, SpanKind, SpanStatusCode }, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'), import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/resources'),
    ]);
  const story = { id: '' };
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment['OTEL_SERVICE_NAME'] ?? 'threadline', 'service.instance.id': `${application}-${process.pid}`,
    }),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(Number(environment['OTEL_TRACES_SAMPLER_ARG'] ?? 1)),
    }),
    // A span without a parent takes the trace of the story that is named right before it starts.
    idGenerator: { generateTraceId: () => story.id, generateSpanId: () => randomBytes(8).toString('hex') },
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: 3000 }))],
  });
  const tracer = provider.getTracer('threadline');
  const here = new AsyncLocalStorage<Context>();
  const start = ({ name, correlation, attributes }: Omit<Told, 'started'>, startTime = Date.now()): OtelSpan => {
    story.id = correlation.replaceAll('-', '');
    return tracer.startSpan(name, { attributes: attributes as Attributes, startTime, root: true }, ROOT_CONTEXT);
  };
  const finish = (span: OtelSpan, more: Told['attributes'] = {}): void => {
    span.setAttributes(more as Attributes);
    if ('fault' in more) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  const within = async <T>(span: OtelSpan, work: () => Promise<T>, ending: Ending<T>): Promise<T> => {
    let more: Told['attributes'] = { fault: 'Defect' };
    try {
      const result = await here.run(trace.setSpan(ROOT_CONTEXT, span), work);
      more = ending(result);
      return result;
    } catch (error) {
      more = { fault: (error as { fault?: { kind?: string } }).fault?.kind ?? 'Defect' };
      throw error;
    } finally {
      finish(span, more);
    }
  };
  return {
    told: (t) => finish(start(t, t.started)),
    around: (t, work, ending) => within(start(t), work, ending),
    call(name, attributes, work, ending) {
      const context = here.getStore();
      if (!context) return work();
      return within(
        tracer.startSpan(name, { attributes: attributes as Attributes, kind: SpanKind.CLIENT }, context), work, ending);
    },
    // A collector that is away is not waited for.
    close: () => Promise.race([provider.shutdown().catch(() => {}), sleep(LAST_WORDS_MS, undefined, { ref: false })]),
  };
}
