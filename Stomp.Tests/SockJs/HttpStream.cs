using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>A response that goes on.</summary>
internal sealed class HttpStream(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    public HttpResponseMessage Response => response;

    /// <summary>Reads what must come next.</summary>
    public async Task ExpectAsync(string expected)
    {
        byte[] octets = new byte[Encoding.UTF8.GetByteCount(expected)];
        int read = await body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Eventually.Patience);
        Assert.That(Encoding.UTF8.GetString(octets, 0, read), Is.EqualTo(expected));
    }

    /// <summary>Reads up to a text, that included.</summary>
    public async Task<string> ReadToAsync(string end)
    {
        var text = new MemoryStream();
        while (!Encoding.UTF8.GetString(text.ToArray()).EndsWith(end, StringComparison.Ordinal))
        {
            int read = await body.ReadAsync(_buffer.AsMemory(0, 1)).AsTask().WaitAsync(Eventually.Patience);
            Assert.That(read, Is.EqualTo(1), $"it ended after: {Encoding.UTF8.GetString(text.ToArray())}");
            text.Write(_buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Reads to the end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(Eventually.Patience);
    }

    public void Dispose() => response.Dispose();
}
