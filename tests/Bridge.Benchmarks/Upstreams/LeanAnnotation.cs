using System.Text;
using System.Text.Json;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>An annotation as the bytes that it was written with.</summary>
internal sealed class LeanAnnotation
{
    private volatile Content _content;

    public LeanAnnotation(long id, byte[] body)
    {
        Id = id;
        _content = Content.Read(id, body);
    }

    public long Id { get; }

    public IReadOnlyList<string> Tags => _content.Tags;

    public long Start => _content.Start;

    public long End => _content.End;

    /// <summary>As a search shows it.</summary>
    public byte[] Json => _content.Json;

    /// <summary>As it came.</summary>
    public byte[] Body => _content.Body;

    public void Replace(byte[] body) => _content = Content.Read(Id, body);

    private sealed record Content(byte[] Body, byte[] Json, IReadOnlyList<string> Tags, long Start, long End)
    {
        public static Content Read(long id, byte[] body)
        {
            var tags = new List<string>();
            var (start, end) = (0L, 0L);
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isTags, isStart, isEnd) = (reader.ValueTextEquals("tags"u8), reader.ValueTextEquals("time"u8), reader.ValueTextEquals("timeEnd"u8));
                reader.Read();
                if (isTags)
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.String)
                    {
                        tags.Add(reader.GetString()!);
                    }
                }
                else
                {
                    start = isStart ? reader.GetInt64() : start;
                    end = isEnd ? reader.GetInt64() : end;
                    reader.Skip();
                }
            }

            return new Content(body, [.. Encoding.ASCII.GetBytes($$"""{"id":{{id}},"""), .. body.AsSpan(1)], tags, start, end);
        }
    }
}
