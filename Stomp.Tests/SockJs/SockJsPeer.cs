using System.Net;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>A client of SockJS that knows nothing but HTTP: one session, request by request.</summary>
internal sealed class SockJsPeer(Uri service) : IDisposable
{
    // A response that is given up closes its connection at once.
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 });

    /// <summary>The service's address.</summary>
    public Uri Service { get; } = service;

    /// <summary>The session's id.</summary>
    public string Session { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Headers of all requests.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The address of a transport.</summary>
    public Uri this[string transport] => new($"{Service}/000/{Session}/{transport}");

    /// <summary>Makes a request and reads the response to its end.</summary>
    public async Task<(HttpResponseMessage Response, string Body)> RequestAsync(
        string method, Uri address, string? body = null, string? contentType = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = CreateRequest(method, address, body, contentType, headers);
        HttpResponseMessage response = await _http.SendAsync(request).WaitAsync(Eventually.Patience);
        return (response, await response.Content.ReadAsStringAsync().WaitAsync(Eventually.Patience));
    }

    /// <summary>A response of status 200, by POST or GET as the transport has it.</summary>
    public async Task<string> ReceiveAsync(string transport)
    {
        string method = transport.StartsWith("xhr", StringComparison.Ordinal) ? "POST" : "GET";
        (HttpResponseMessage response, string body) = await RequestAsync(method, this[transport]);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        return body;
    }

    /// <summary>Sends a payload by <c>xhr_send</c>, which takes it.</summary>
    public async Task SendAsync(string payload)
    {
        (HttpResponseMessage response, string body) = await RequestAsync("POST", this["xhr_send"], payload);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), body);
    }

    /// <summary>Begins to read a response.</summary>
    public async Task<HttpStream> StreamAsync(string transport)
    {
        string method = transport.StartsWith("xhr", StringComparison.Ordinal) ? "POST" : "GET";
        using HttpRequestMessage request = CreateRequest(method, this[transport], null, null, []);
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Eventually.Patience);
        return new HttpStream(response, await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage CreateRequest(string method, Uri address, string? body, string? contentType, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method == "POST")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? ""));
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        foreach ((string name, string value) in Headers.Concat(headers))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
