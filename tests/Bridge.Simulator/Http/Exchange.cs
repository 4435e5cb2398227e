using System.Net;

namespace Bridge.Simulator.Http;

/// <summary>One request in the hands of a fault: it decides whether it is handled, and what the client gets to see.</summary>
internal sealed class Exchange(HttpContext context, RecordedRequest request, Func<RecordedRequest, Answer> handle, TimeProvider time)
{
    public TimeProvider Time => time;

    public RecordedRequest Request => request;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Has the stand-in act on the request, as if nothing were wrong.</summary>
    public Answer Handle() => handle(request);

    public async Task SendAsync(Answer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status != (int)HttpStatusCode.NoContent)
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, Aborted);
        }
    }

    /// <summary>Promises the whole answer, sends half of it, and cuts the connection.</summary>
    public async Task SendHalfAsync(Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), Aborted);
        await context.Response.Body.FlushAsync(Aborted);
        Cut();
    }

    public void Cut() => context.Abort();
}
