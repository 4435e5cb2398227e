// The least that an endpoint for signed webhooks can do on the bridge's server: read the body, compute the HMAC, compare, answer. It
// stores nothing, knows nothing of events, and is compiled natively, as the bridge is.
using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

const int MaxBody = 64 * 1024;
const int MaxHeaders = 512;

var key = Convert.FromBase64String(Environment.GetEnvironmentVariable("SIGNING_SECRET")!["whsec_".Length..]);
var taken = 0L;

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, 0);
});
var app = builder.Build();
app.Run(context => context.Request.Method == HttpMethods.Post ? TakeAsync(context) : context.Response.WriteAsync($"{Volatile.Read(ref taken)}"));
await app.StartAsync();
Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

// It does not outlive who started it.
await Console.In.ReadToEndAsync();

async Task TakeAsync(HttpContext context)
{
    var buffer = ArrayPool<byte>.Shared.Rent(MaxHeaders + MaxBody);
    try
    {
        var prefix = Encoding.ASCII.GetBytes($"{context.Request.Headers["webhook-id"]}.{context.Request.Headers["webhook-timestamp"]}.", buffer);
        var length = prefix;
        while (await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        var isSigned = Matches(buffer.AsSpan(0, length), context.Request.Headers["webhook-signature"].ToString());
        context.Response.StatusCode = isSigned ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized;
        Interlocked.Add(ref taken, isSigned ? 1 : 0);
    }
    finally
    {
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<char> signature)
{
    Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
    Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
    HMACSHA256.HashData(key, content, expected);
    return signature.StartsWith("v1,")
        && Convert.TryFromBase64Chars(signature[3..], given, out var length)
        && length == given.Length
        && CryptographicOperations.FixedTimeEquals(expected, given);
}
