using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Sessions;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>A request that brings messages: <c>xhr_send</c>, <c>jsonp_send</c>.</summary>
internal static class SendRequest
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Takes the messages over.</summary>
    /// <returns>What is wrong with the request: a status and a sentence; <see langword="null"/> when nothing is.</returns>
    public static async Task<(int Status, string Sentence)?> ReceiveAsync(HttpContext context, SockJsSession session, bool mayBeForm, byte? messageEnd)
    {
        SessionInput input = session.Messages;
        await input.Turn.WaitAsync(context.RequestAborted);
        try
        {
            using var payload = new PayloadBuffer();
            int most = session.MaxPayloadBytes;
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            {
                bodySize.MaxRequestBodySize = null; // the one below holds instead, whatever the server's is
            }

            if (context.Request.ContentLength > most || !await ReadAsync(context.Request.Body, payload, most, context.RequestAborted))
            {
                return (StatusCodes.Status413PayloadTooLarge, $"The payload exceeds the limit of {most} octets.");
            }

            using var messages = new PayloadBuffer();
            return Decode(payload, messages, mayBeForm && IsForm(context.Request), messageEnd) is { } sentence
                ? (StatusCodes.Status500InternalServerError, sentence)
                : await input.WriteAsync(messages.Written) ? null
                : (StatusCodes.Status404NotFound, "The session is closed.");
        }
        finally
        {
            input.Turn.Release();
        }
    }

    private static async Task<bool> ReadAsync(Stream body, PayloadBuffer payload, int most, CancellationToken aborted)
    {
        while (true)
        {
            int read = await body.ReadAsync(payload.GetMemory(), aborted);
            if (read == 0)
            {
                return true;
            }

            payload.Advance(read);
            if (payload.Length > most)
            {
                return false;
            }
        }
    }

    private static string? Decode(PayloadBuffer body, PayloadBuffer messages, bool isForm, byte? messageEnd)
    {
        using var unescaped = new PayloadBuffer();
        ReadOnlySpan<byte> payload = body.Written.Span;
        if (isForm)
        {
            FormField.Read(payload, (byte)'d', unescaped);
            payload = unescaped.Written.Span;
        }

        return payload.IsEmpty ? "Payload expected."
            : PayloadReader.TryRead(payload, messages, messageEnd) ? null
            : "Broken JSON encoding. The payload is an array of strings.";
    }

    private static bool IsForm(HttpRequest request) => request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == true;
}
