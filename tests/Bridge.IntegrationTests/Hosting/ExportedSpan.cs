using System.Text;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>A span as OTLP carries it, as far as tests look at it.</summary>
/// <remarks>
/// Reads <c>ExportTraceServiceRequest</c> of opentelemetry-proto by its field numbers: resource_spans 1, scope_spans 2, spans 2; in a
/// span trace_id 1, span_id 2, parent_span_id 4, name 5 and attributes 9; in an attribute key 1 and value 2, whose string is 1.
/// </remarks>
internal sealed record ExportedSpan(
    string TraceId, string SpanId, string ParentSpanId, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    private const int LengthDelimited = 2;

    public static IEnumerable<ExportedSpan> ReadAll(byte[] request) =>
        from resource in Members(request, 1)
        from scope in Members(resource, 2)
        from span in Members(scope, 2)
        select new ExportedSpan(
            Hex(Members(span, 1)),
            Hex(Members(span, 2)),
            Hex(Members(span, 4)),
            Text(Members(span, 5)),
            Members(span, 9).ToDictionary(
                attribute => Text(Members(attribute, 1)),
                attribute => Text(Members(attribute, 2).SelectMany(value => Members(value, 1)))));

    /// <summary>The members of a message that have this number and a length: messages, strings and bytes.</summary>
    private static List<byte[]> Members(byte[] message, int number)
    {
        var members = new List<byte[]>();
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message, ref position);
            var length = (tag & 7) switch
            {
                0 => SkippedVarint(message, position),
                1 => 8,
                LengthDelimited => (int)Varint(message, ref position),
                5 => 4,
                var wireType => throw new InvalidDataException($"No wire type {wireType}."),
            };
            if ((tag & 7) == LengthDelimited && tag >> 3 == (ulong)number)
            {
                members.Add(message[position..(position + length)]);
            }

            position += length;
        }

        return members;
    }

    private static int SkippedVarint(byte[] message, int position)
    {
        var end = position;
        Varint(message, ref end);
        return end - position;
    }

    private static ulong Varint(byte[] message, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static string Hex(IEnumerable<byte[]> members) => Convert.ToHexStringLower(members.FirstOrDefault([]));

    private static string Text(IEnumerable<byte[]> members) => Encoding.UTF8.GetString(members.FirstOrDefault([]));
}
