using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

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

    /// <summary>Whether a search by the tag finds it: by every tag that it ever had.</summary>
    public bool IsFoundBy(string tag) => _content.Index.Contains(tag);

    public void Replace(byte[] body)
    {
        var content = Content.Read(Id, body);
        _content = content with { Index = [.. _content.Index.Union(content.Tags)] };
    }

    public void MoveEnd(long end)
    {
        var body = JsonNode.Parse(_content.Body)!;
        body["timeEnd"] = end;
        Replace(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private sealed record Content(byte[] Body, byte[] Json, IReadOnlyList<string> Tags, IReadOnlyList<string> Index, long Start, long End)
    {
        /// <summary>What a search gives beside what was posted.</summary>
        private const string Rest = """
            "alertId":0,"alertName":"","dashboardId":0,"dashboardUID":null,"panelId":0,"userId":2,"newState":"","prevState":"","created":1772359200000,"updated":1772359200000,"login":"sa-1-bridge","email":"","avatarUrl":"/avatar/d41d8cd98f00b204e9800998ecf8427e","data":{},
            """;

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

            return new Content(body, [.. Encoding.ASCII.GetBytes($$"""{"id":{{id}},{{Rest}}"""), .. body.AsSpan(1)], tags, tags, start, end);
        }
    }
}
