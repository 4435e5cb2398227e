namespace Bridge.Benchmarks.Upstreams;

/// <summary>Answers of bytes that are ready to be sent.</summary>
internal static class LeanAnswer
{
    public static Task SendAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    /// <summary>A JSON array of what is JSON already.</summary>
    public static byte[] List(IEnumerable<byte[]> items)
    {
        using var memory = new MemoryStream();
        memory.WriteByte((byte)'[');
        foreach (var item in items)
        {
            if (memory.Length > 1)
            {
                memory.WriteByte((byte)',');
            }

            memory.Write(item);
        }

        memory.WriteByte((byte)']');
        return memory.ToArray();
    }
}
